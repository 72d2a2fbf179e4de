package io.slipway.app;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.ArrayList;
import java.util.List;

/**
 * Who may use whom: {@code platform ← roles ← app}; inside the platform {@code kernel ← storage, http, inference}; a
 * role sees of a role to its left only the {@code api} package, of a role to its right nothing, and never a storage
 * implementation.
 */
final class HouseRules {
    private static final String ROOT = "io.slipway.";
    private static final List<String> ROLES =
            List.of("data", "tracking", "training", "serving", "monitoring", "operations");

    private HouseRules() {}

    static List<ArchRule> all() {
        return all(ROOT);
    }

    /** @param root package that the house lies in, with a dot at its end */
    static List<ArchRule> all(String root) {
        List<ArchRule> rules = new ArrayList<>();
        rules.add(only(root, "kernel", List.of()));
        rules.add(only(root, "http", List.of("kernel")));
        rules.add(only(root, "inference", List.of("kernel")));
        rules.add(only(root, "storage", List.of("kernel")));
        for (int i = 0; i < ROLES.size(); i++) {
            rules.add(role(root, i));
        }
        rules.add(nobodyUses(root, "app", "app"));
        rules.add(slices().matching(root + "(**)").should().beFreeOfCycles().allowEmptyShould(true));
        return rules;
    }

    private static ArchRule only(String root, String module, List<String> others) {
        List<String> allowed = new ArrayList<>();
        allowed.add(root + module + "..");
        others.forEach(o -> allowed.add(root + o + ".."));
        return ArchRuleDefinition.noClasses()
                .that()
                .resideInAPackage(root + module + "..")
                .should()
                .dependOnClassesThat(house(root, allowed))
                .as(module + " uses nothing of the house but " + others)
                .allowEmptyShould(true);
    }

    private static ArchRule role(String root, int index) {
        String role = ROLES.get(index);
        List<String> allowed = new ArrayList<>(List.of(
                root + role + "..", root + "kernel..", root + "storage", root + "http..", root + "inference.."));
        for (String left : ROLES.subList(0, index)) {
            allowed.add(root + left + ".api..");
        }
        if (role.equals("training")) {
            // The engine that runs DVC pipelines is a library without state of the role.
            allowed.add(root + "data.dvc..");
        }
        return ArchRuleDefinition.noClasses()
                .that()
                .resideInAPackage(root + role + "..")
                .should()
                .dependOnClassesThat(house(root, allowed))
                .as("role " + role + " uses the platform's contracts and the api of " + ROLES.subList(0, index))
                .allowEmptyShould(true);
    }

    private static ArchRule nobodyUses(String root, String module, String but) {
        return ArchRuleDefinition.noClasses()
                .that(not(resideInAnyPackage(root + but + "..")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(root + module + "..")
                .as("nobody uses " + module)
                .allowEmptyShould(true);
    }

    /** Classes of the house outside what is allowed. */
    private static com.tngtech.archunit.base.DescribedPredicate<JavaClass> house(String root, List<String> allowed) {
        return resideInAnyPackage(root.substring(0, root.length() - 1) + "..")
                .and(not(resideInAnyPackage(allowed.toArray(String[]::new))));
    }

    static List<String> broken(JavaClasses classes, List<ArchRule> rules) {
        List<String> problems = new ArrayList<>();
        for (ArchRule rule : rules) {
            var result = rule.evaluate(classes);
            if (result.hasViolation()) {
                problems.addAll(result.getFailureReport().getDetails());
            }
        }
        return problems;
    }
}
