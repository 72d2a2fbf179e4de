package io.slipway.storage;

import static io.slipway.storage.DatabaseContract.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.kernel.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link Leases} does. */
@Timeout(60)
public abstract class LeaseContract extends StorageContract {
    @Test
    void oneHolderAtATimeAndAGreaterEpochEachTime() {
        Lease first = storage().leases().tryAcquire("relay").orElseThrow();
        assertThat(first.name()).isEqualTo("relay");
        assertThat(first.held()).isTrue();
        assertThat(storage().leases().tryAcquire("relay")).isEmpty();
        first.close();
        assertThat(first.held()).isFalse();
        first.close();
        Lease second = storage().leases().tryAcquire("relay").orElseThrow();
        assertThat(second.epoch()).isGreaterThan(first.epoch());
        first.close();
        assertThat(second.held()).isTrue();
        assertThat(storage().leases().tryAcquire("relay")).isEmpty();
    }

    @Test
    void leasesOfOtherNamesAreOtherLeases() {
        Lease one = storage().leases().tryAcquire("one").orElseThrow();
        Lease two = storage().leases().tryAcquire("two").orElseThrow();
        assertThat(one.held()).isTrue();
        assertThat(two.held()).isTrue();
    }

    @Test
    void theEpochGrowsOverRestartsAndALeaseEndsWithItsStore() {
        Lease before = storage().leases().tryAcquire("relay").orElseThrow();
        reopen();
        assertThat(before.held()).isFalse();
        Lease after = storage().leases().tryAcquire("relay").orElseThrow();
        assertThat(after.epoch()).isGreaterThan(before.epoch());
    }

    @Test
    void namesThatAreNoNamesAreRefused() {
        for (String name : new String[] {"", "../x", "a/b", ".", "a\0b", "x".repeat(300)}) {
            assertCode(ErrorCode.INVALID_ARGUMENT, () -> storage().leases().tryAcquire(name));
        }
    }
}
