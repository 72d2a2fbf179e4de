package io.slipway.tracking.runs;

import java.util.List;
import java.util.random.RandomGenerator;

/** Makes names for runs and models that got none, such as {@code calm-heron-412}. */
public final class RunNames {
    private static final List<String> FIRST = List.of(
            "able", "amber", "brave", "bright", "brisk", "calm", "clear", "clever", "crisp", "daring", "eager", "early",
            "exact", "fair", "fleet", "gentle", "glad", "golden", "grand", "keen", "kind", "light", "lively", "lucky",
            "mellow", "merry", "mild", "neat", "nimble", "noble", "patient", "plucky", "polite", "proud", "quick",
            "quiet", "rapid", "ready", "robust", "rosy", "serene", "sharp", "silent", "sleek", "smooth", "spry",
            "steady", "stout", "sunny", "swift", "tidy", "trim", "upbeat", "vivid", "warm", "wise", "witty", "zesty");
    private static final List<String> SECOND = List.of(
            "auk", "badger", "beaver", "bison", "bream", "carp", "colt", "crane", "crow", "deer", "dove", "duck",
            "eagle", "egret", "elk", "falcon", "ferret", "finch", "fox", "goose", "grouse", "gull", "hare", "hawk",
            "heron", "horse", "ibex", "jay", "kite", "lark", "lynx", "magpie", "marten", "mink", "mole", "moose",
            "newt", "otter", "owl", "perch", "pike", "plover", "quail", "rail", "raven", "robin", "rook", "seal",
            "shrew", "skate", "snipe", "sparrow", "stoat", "stork", "swan", "tern", "thrush", "trout", "vole", "wren");

    private RunNames() {}

    public static String next(RandomGenerator random) {
        return FIRST.get(random.nextInt(FIRST.size())) + "-" + SECOND.get(random.nextInt(SECOND.size())) + "-"
                + random.nextInt(1000);
    }
}
