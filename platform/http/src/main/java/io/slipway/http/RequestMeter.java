package io.slipway.http;

/** What the server tells about each request. Called on the selecting thread: must be cheap and never wait. */
public interface RequestMeter {
    RequestMeter NONE = new RequestMeter() {
        @Override
        public void started() {
            // not measured
        }

        @Override
        public void finished(String operation, String method, int status, long nanos, long bytesIn, long bytesOut) {
            // not measured
        }
    };

    void started();

    /** @param operation empty where no endpoint was found */
    void finished(String operation, String method, int status, long nanos, long bytesIn, long bytesOut);
}
