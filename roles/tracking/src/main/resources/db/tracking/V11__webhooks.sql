CREATE TABLE webhooks (
    id TEXT PRIMARY KEY,
    workspace TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT,
    url TEXT NOT NULL,
    secret TEXT,
    status TEXT NOT NULL,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL
);

CREATE INDEX webhooks_by_age ON webhooks (workspace, created, id);

CREATE TABLE webhook_events (
    webhook TEXT NOT NULL,
    entity TEXT NOT NULL,
    action TEXT NOT NULL,
    PRIMARY KEY (webhook, entity, action)
);

-- What is still to be sent: a row goes when its delivery was answered or given up.
CREATE TABLE webhook_deliveries (
    webhook TEXT NOT NULL,
    event TEXT NOT NULL,
    body TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    due BIGINT NOT NULL,
    PRIMARY KEY (webhook, event)
);

CREATE INDEX webhook_deliveries_by_due ON webhook_deliveries (due);
