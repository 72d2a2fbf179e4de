package io.slipway.planted.serving.live;

import io.slipway.planted.storage.embedded.Sqlite;

/** Planted: a role that names a storage implementation. */
public final class Internal {
    Sqlite wrong = new Sqlite();
}
