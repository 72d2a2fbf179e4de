package io.slipway.app.server;

import io.slipway.kernel.SlipwayException;
import io.slipway.kernel.Spelling;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The roles, in the order of the dependency rule: each may use those before it. */
public enum Role {
    DATA("dataset versions and their profiles", Plane.CONTROL),
    TRACKING("experiments, runs, registry, artifacts (MLflow's API)", Plane.CONTROL),
    TRAINING("pipelines, comparison of models, promotion", Plane.CONTROL),
    SERVING("inference over HTTP, following the aliases", Plane.DATA),
    MONITORING("predictions, labels, drift, quality, alerts", Plane.CONTROL),
    OPERATIONS("events and their chain", Plane.CONTROL);

    /** Control roles share one database and run together; the data plane runs with them or anywhere else. */
    public enum Plane {
        CONTROL,
        DATA
    }

    private final String summary;
    private final Plane plane;

    Role(String summary, Plane plane) {
        this.summary = summary;
        this.plane = plane;
    }

    public String summary() {
        return summary;
    }

    public Plane plane() {
        return plane;
    }

    public String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @param names role names, or {@code all}
     * @throws SlipwayException INVALID_ARGUMENT naming what is unknown or cannot run apart
     */
    public static Set<Role> parse(List<String> names) {
        if (names.equals(List.of("all"))) {
            return EnumSet.allOf(Role.class);
        }
        Set<Role> roles = EnumSet.noneOf(Role.class);
        List<String> known = Arrays.stream(values()).map(Role::title).toList();
        for (String name : names) {
            int index = known.indexOf(name.toLowerCase(Locale.ROOT));
            if (index < 0) {
                throw SlipwayException.invalid("there is no role '" + name + "'" + Spelling.suggestion(name, known)
                        + "; roles are " + known + " or all");
            }
            roles.add(values()[index]);
        }
        if (roles.isEmpty()) {
            throw SlipwayException.invalid("no role is named; roles are " + known + " or all");
        }
        Set<Role> missing = EnumSet.noneOf(Role.class);
        for (Role role : values()) {
            if (role.plane == Plane.CONTROL && !roles.contains(role)) {
                missing.add(role);
            }
        }
        boolean anyControl = roles.stream().anyMatch(r -> r.plane == Plane.CONTROL);
        if (anyControl && !missing.isEmpty()) {
            throw SlipwayException.invalid(
                    "roles " + missing.stream().map(Role::title).toList()
                            + " are missing: on the embedded database the control roles run in one process; serving may run"
                            + " apart. Use --roles=data,tracking,training,monitoring,operations and --roles=serving");
        }
        return roles;
    }
}
