package io.slipway.storage.embedded;

/**
 * A place in the hash chain.
 *
 * @param sequence of the record; 0 before the first
 * @param hash of the record, 64 hexadecimal digits
 */
record ChainHead(long sequence, String hash) {
    static final ChainHead START = new ChainHead(0, "0".repeat(64));
}
