package io.slipway.app.commands;

import io.slipway.app.server.Installation;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code slipway version}. */
@Command(description = "Version of Slipway and of the Java that runs it.")
public final class VersionCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        System.out.println("slipway " + Installation.current().version() + " (Java " + Runtime.version() + ", "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ")");
        return 0;
    }
}
