package io.slipway.app.commands;

import io.slipway.kernel.SlipwayException;
import io.slipway.storage.EventLog;
import io.slipway.storage.embedded.EventLogFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code slipway audit}: proves the events from the files alone, without a server. */
@Command(description = "Prove that the events were not altered.")
public final class AuditCommand {
    @Command(name = "verify", description = "Check the hash chain of the events; names the first record that is wrong.")
    int verify(
            @Option(names = "--home", paramLabel = "DIR", description = "home of the server (default: ~/.slipway)")
                    Path home) {
        Path folder = (home == null ? Path.of(System.getProperty("user.home"), ".slipway") : home).resolve("events");
        if (!Files.isDirectory(folder)) {
            throw SlipwayException.notFound(
                    "there are no events below " + folder.getParent() + "; name the server's home with --home DIR");
        }
        EventLog.Verification found = EventLogFiles.verify(folder);
        if (found.intact()) {
            System.out.println("intact: " + found.events() + " events, chain head " + found.head());
            return 0;
        }
        System.out.println("BROKEN after " + found.events() + " good events: " + found.problem());
        return 1;
    }
}
