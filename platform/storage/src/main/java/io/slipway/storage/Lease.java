package io.slipway.storage;

/**
 * The right to be the only one who does something, held until closed or lost. Every acquisition has a greater epoch
 * than all before; a guarded write carries it, so that a holder who lost the lease without noticing changes nothing.
 */
public interface Lease extends AutoCloseable {
    String name();

    /** Fencing token, growing with each holder. */
    long epoch();

    /** False once the lease is known to be lost. */
    boolean held();

    @Override
    void close();
}
