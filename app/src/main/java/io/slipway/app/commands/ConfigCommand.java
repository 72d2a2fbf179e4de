package io.slipway.app.commands;

import io.slipway.app.config.ServerConfig;
import io.slipway.kernel.config.ConfigReference;
import java.util.ArrayList;
import java.util.List;

/** {@code slipway config}: what can be configured, and what is. */
public final class ConfigCommand {
    private static final String HELP = """
            slipway config show [--effective] [--KEY VALUE]... [--config FILE]
                the configuration as a server with the same flags and variables would see it, with each value's source;
                secrets are hidden
            slipway config reference
                every key with its flag, variable, default and meaning (Markdown)
            """;

    public int run(List<String> arguments) {
        String what = arguments.isEmpty() ? "--help" : arguments.getFirst();
        switch (what) {
            case "show" -> {
                List<String> flags = new ArrayList<>(arguments.subList(1, arguments.size()));
                flags.remove("--effective");
                System.out.print(ConfigFiles.load(flags).effectiveYaml());
            }
            case "reference" -> System.out.print(ConfigReference.markdown(ServerConfig.class));
            case "--help", "-h" -> System.out.print(HELP);
            default -> {
                System.err.print("slipway config: no '" + what + "'\n" + HELP);
                return 2;
            }
        }
        return 0;
    }
}
