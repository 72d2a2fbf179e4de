package io.slipway.app.commands;

import io.slipway.app.server.Role;
import io.slipway.cli.Printer;
import io.slipway.kernel.Json;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code slipway roles}. */
@Command(description = "The roles, and which of them may run apart.")
public final class RolesCommand implements Callable<Integer> {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "table|json")
    Printer.Format format = Printer.Format.table;

    @Override
    public Integer call() {
        var answer = Json.object();
        var roles = answer.putArray("roles");
        for (Role role : Role.values()) {
            roles.addObject()
                    .put("name", role.title())
                    .put("plane", role.plane().name().toLowerCase(Locale.ROOT))
                    .put("summary", role.summary());
        }
        new Printer(format, System.out)
                .rows(
                        answer,
                        "/roles",
                        List.of(
                                Printer.Column.text("ROLE", "/name"),
                                Printer.Column.text("PLANE", "/plane"),
                                Printer.Column.text("WHAT IT DOES", "/summary")),
                        "");
        return 0;
    }
}
