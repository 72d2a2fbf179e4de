package io.slipway.data.dvc.project;

import io.slipway.data.dvc.error.DvcException;
import io.slipway.data.dvc.store.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One file of configuration: sections of options, in the ini form that DVC writes. Named sections are written
 * {@code ['remote "name"']}; {@code [remote "name"]} is read too. Names of options are lower-cased.
 */
public final class DvcConfig {
    private static final Pattern SECTION = Pattern.compile("\\[\\s*(.+?)\\s*]\\s*(?:#.*)?");
    private static final Pattern NAMED = Pattern.compile("([a-z]+) \"(.*)\"");
    private static final Pattern OPTION = Pattern.compile("([^=\\[#]+?)\\s*=\\s*(.*?)\\s*");
    private static final Set<String> CORE = Set.of(
            "remote",
            "checksum_jobs",
            "interactive",
            "analytics",
            "hardlink_lock",
            "no_scm",
            "autostage",
            "experiments",
            "check_update",
            "site_cache_dir",
            "machine");
    private static final Set<String> CACHE = Set.of(
            "dir",
            "type",
            "shared",
            "slow_link_warning",
            "verify",
            "local",
            "s3",
            "gs",
            "hdfs",
            "webhdfs",
            "ssh",
            "azure");

    private final LinkedHashMap<String, LinkedHashMap<String, String>> sections;

    private DvcConfig(LinkedHashMap<String, LinkedHashMap<String, String>> sections) {
        this.sections = sections;
    }

    public static DvcConfig empty() {
        return new DvcConfig(new LinkedHashMap<>());
    }

    public static DvcConfig load(Path file) throws IOException {
        return Files.exists(file) ? parse(file.getFileName().toString(), Files.readString(file)) : empty();
    }

    /** @throws DvcException of kind CONFIG with file and line */
    public static DvcConfig parse(String name, String text) {
        DvcConfig config = empty();
        LinkedHashMap<String, String> section = null;
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher header = SECTION.matcher(line);
            Matcher option = OPTION.matcher(line);
            if (header.matches()) {
                section = config.sections.computeIfAbsent(unquote(header.group(1)), s -> new LinkedHashMap<>());
            } else if (option.matches() && section != null) {
                section.put(unquote(option.group(1)).toLowerCase(Locale.ROOT), unquote(option.group(2)));
            } else {
                throw new DvcException(
                        DvcException.Kind.CONFIG,
                        "unable to read config file '" + name + "', line " + (i + 1)
                                + ": expected '[section]' or 'option = value', got '" + line + "'");
            }
        }
        config.validate();
        return config;
    }

    private static String unquote(String text) {
        if (text.length() >= 2
                && text.charAt(0) == text.charAt(text.length() - 1)
                && (text.charAt(0) == '\'' || text.charAt(0) == '"')) {
            return text.substring(1, text.length() - 1);
        }
        int comment = text.indexOf(" #");
        return comment >= 0 ? text.substring(0, comment).strip() : text;
    }

    private void validate() {
        check("core", CORE);
        check("cache", CACHE);
    }

    private void check(String section, Set<String> known) {
        for (String option :
                sections.getOrDefault(section, new LinkedHashMap<>()).keySet()) {
            if (!known.contains(option)) {
                throw new DvcException(
                        DvcException.Kind.CONFIG,
                        "configuration error - config file error: extra keys not allowed @ data['" + section + "']['"
                                + option + "']");
            }
        }
    }

    /** This file with another laid over it. */
    public DvcConfig overlaid(DvcConfig stronger) {
        DvcConfig merged = empty();
        for (DvcConfig each : List.of(this, stronger)) {
            each.sections.forEach((name, options) -> merged.sections
                    .computeIfAbsent(name, s -> new LinkedHashMap<>())
                    .putAll(options));
        }
        return merged;
    }

    /** The values of a file with its relative folders made absolute: they count from the folder that holds it. */
    public DvcConfig resolvedAgainst(Path folder) {
        DvcConfig resolved = overlaid(empty());
        resolved.sections.forEach((name, options) -> {
            String key = name.equals("cache") ? "dir" : name.startsWith("remote \"") ? "url" : "";
            options.computeIfPresent(
                    key,
                    (k, v) -> isLocal(v) ? folder.resolve(expand(v)).normalize().toString() : v);
        });
        return resolved;
    }

    public static boolean isLocal(String url) {
        return !url.matches("[a-zA-Z][a-zA-Z0-9+.-]+://.*");
    }

    private static String expand(String path) {
        return path.equals("~") || path.startsWith("~/") ? System.getProperty("user.home") + path.substring(1) : path;
    }

    public Optional<String> find(String section, String option) {
        return Optional.ofNullable(
                sections.getOrDefault(section, new LinkedHashMap<>()).get(option));
    }

    public boolean flag(String section, String option, boolean otherwise) {
        return find(section, option)
                .map(v -> Set.of("true", "on", "yes", "1").contains(v.toLowerCase(Locale.ROOT)))
                .orElse(otherwise);
    }

    /** Remotes by name, with their URL as it is written. */
    public Map<String, String> remotes() {
        Map<String, String> remotes = new LinkedHashMap<>();
        sections.forEach((name, options) -> {
            Matcher named = NAMED.matcher(name);
            if (named.matches() && named.group(1).equals("remote") && options.containsKey("url")) {
                remotes.put(named.group(2), String.valueOf(options.get("url")));
            }
        });
        return remotes;
    }

    public static String remoteSection(String name) {
        return "remote \"" + name + "\"";
    }

    public boolean has(String section) {
        return sections.containsKey(section);
    }

    /** All options as {@code section.option}, in order. */
    public Map<String, String> flat() {
        Map<String, String> flat = new LinkedHashMap<>();
        sections.forEach((section, options) -> {
            Matcher named = NAMED.matcher(section);
            String prefix = named.matches() ? named.group(1) + "." + named.group(2) : section;
            options.forEach((option, value) -> flat.put(prefix + "." + option, value));
        });
        return flat;
    }

    public void set(String section, String option, String value) {
        sections.computeIfAbsent(section, s -> new LinkedHashMap<>()).put(option.toLowerCase(Locale.ROOT), value);
        validate();
    }

    public boolean unset(String section, String option) {
        LinkedHashMap<String, String> options = sections.getOrDefault(section, new LinkedHashMap<>());
        boolean was = options.remove(option) != null;
        if (options.isEmpty()) {
            sections.remove(section);
        }
        return was;
    }

    public boolean removeSection(String section) {
        return sections.remove(section) != null;
    }

    public void save(Path file) throws IOException {
        AtomicFiles.write(file, write());
    }

    /** Plain sections first, in DVC's order, then the named ones. */
    String write() {
        List<String> order = List.of("core", "cache", "exp", "parsing", "hydra", "plots", "studio", "feature");
        TreeMap<Integer, StringBuilder> parts = new TreeMap<>();
        sections.forEach((name, options) -> {
            boolean named = NAMED.matcher(name).matches();
            int at = order.indexOf(name);
            StringBuilder part = parts.computeIfAbsent(
                    named ? order.size() + 1 : at < 0 ? order.size() : at, k -> new StringBuilder());
            part.append(named ? "['" + name + "']\n" : "[" + name + "]\n");
            options.forEach((option, value) -> part.append("    ")
                    .append(option)
                    .append(" = ")
                    .append(quoted(value))
                    .append('\n'));
        });
        return String.join("", parts.values());
    }

    private static String quoted(String value) {
        boolean plain = !value.isEmpty()
                && value.equals(value.strip())
                && value.indexOf(',') < 0
                && value.indexOf('#') < 0
                && value.charAt(0) != '"'
                && value.charAt(0) != '\'';
        if (plain) {
            return value;
        }
        return value.indexOf('"') < 0 ? "\"" + value + "\"" : "'" + value + "'";
    }
}
