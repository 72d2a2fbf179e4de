package io.slipway.storage;

import java.util.Optional;

/** Gives out leases. */
public interface Leases {
    /** The lease, or empty while another holds it. */
    Optional<Lease> tryAcquire(String name);
}
