package io.slipway.storage.s3;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Blobs;
import io.slipway.storage.Database;
import io.slipway.storage.EventLog;
import io.slipway.storage.Leases;
import io.slipway.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A store whose blobs lie in S3 and whose tables, events and leases lie where another store keeps them. */
public final class S3Storage implements Storage {
    private static final String MARK = "blobs-in-s3";

    private final Storage rest;
    private final S3Blobs blobs;

    private S3Storage(Storage rest, S3Blobs blobs) {
        this.rest = rest;
        this.blobs = blobs;
    }

    /**
     * Opens it; the bucket must exist.
     *
     * @param rest opens the store of all else, once the bucket has answered
     * @throws SlipwayException INVALID_ARGUMENT if the home has blobs of its own or in another bucket; UNAVAILABLE if
     *     the store cannot be reached, has no such bucket or refuses the credentials
     */
    public static Storage open(Path home, S3Address address, Supplier<Storage> rest) {
        try {
            refuseOwnBlobs(home, address);
            S3Blobs blobs = S3Blobs.open(address);
            boolean whole = false;
            try {
                var storage = new S3Storage(rest.get(), blobs);
                Files.writeString(home.resolve(MARK), address + "\n");
                whole = true;
                return storage;
            } finally {
                if (!whole) {
                    blobs.close();
                }
            }
        } catch (IOException e) {
            throw new SlipwayException(ErrorCode.UNAVAILABLE, "cannot read or write the home " + home, e);
        }
    }

    private static void refuseOwnBlobs(Path home, S3Address address) throws IOException {
        Path mark = home.resolve(MARK);
        if (Files.exists(mark)) {
            String before = Files.readString(mark).strip();
            if (!before.equals(address.toString())) {
                throw SlipwayException.invalid(
                        "the home " + home + " has its files in " + before + ", not in " + address
                                + ". Copy them there (aws s3 sync " + before + " " + address
                                + ") and write the new address into "
                                + mark + ", or give the old one");
            }
            return;
        }
        Path own = home.resolve("blobs");
        if (Files.isDirectory(own)) {
            try (Stream<Path> some = Files.list(own)) {
                if (some.findAny().isPresent()) {
                    throw SlipwayException.invalid("the home " + home + " has files of its own. Copy them (aws s3 sync "
                            + own + " " + address + "), then move the folder " + own
                            + " away, or start without storage.blobs.url");
                }
            }
        }
    }

    /** @throws SlipwayException INVALID_ARGUMENT if the home has its blobs in S3 */
    public static void refuseOther(Path home) {
        if (Files.exists(home.resolve(MARK))) {
            throw SlipwayException.invalid("the home " + home + " has its files in S3; give storage.blobs.url (see "
                    + home.resolve(MARK) + "), or choose another home");
        }
    }

    @Override
    public Database database() {
        return rest.database();
    }

    @Override
    public Blobs blobs() {
        return blobs;
    }

    @Override
    public EventLog events() {
        return rest.events();
    }

    @Override
    public Leases leases() {
        return rest.leases();
    }

    @Override
    public void close() {
        try {
            rest.close();
        } finally {
            blobs.close();
        }
    }
}
