package io.slipway.storage.embedded;

/**
 * A place in the hash chain.
 *
 * @param sequence of the record; 0 before the first
 * @param hash of the record, 64 hexadecimal digits
 * @param file name of the segment that holds it; empty before the first
 * @param end one after the record's line feed in that file
 */
record ChainHead(long sequence, String hash, String file, long end) {
    static final ChainHead START = new ChainHead(0, "0".repeat(64), "", 0);
}
