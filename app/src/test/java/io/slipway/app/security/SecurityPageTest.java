package io.slipway.app.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The page that lists the holes and their tests says what the tests are. */
final class SecurityPageTest {
    private static final Path PAGE = Objects.requireNonNull(
                    Path.of("").toAbsolutePath().getParent())
            .resolve("docs/reference/security-tests.md");
    private static final List<Class<? extends Attack>> ATTACKS = List.of(
            PathAttacksTest.class,
            SourceAttacksTest.class,
            BrowserAttacksTest.class,
            PermissionAttacksTest.class,
            LoadAttacksTest.class);
    private static final Pattern ID = Pattern.compile("CVE-\\d{4}-\\d{4,}|GHSA(-\\w{4}){3}");

    @Test
    void thePageListsTheTestsAsTheyAre() throws IOException {
        String expected = table();
        assertThat(between(Files.readString(PAGE), "<!-- tests -->\n", "<!-- end of tests -->"))
                .as("put this between the marks:\n%s", expected)
                .isEqualTo(expected);
    }

    @Test
    void noHoleIsListedBothAsTestedAndAsAbsent() throws IOException {
        String page = Files.readString(PAGE);
        Set<String> tested = ids(between(page, "<!-- tests -->\n", "<!-- end of tests -->"));
        Set<String> absent = ids(between(page, "<!-- absent -->\n", "<!-- end of absent -->"));
        assertThat(tested).hasSizeGreaterThan(40);
        assertThat(absent).isNotEmpty().doesNotContainAnyElementsOf(tested);
    }

    private static String table() {
        var table = new StringBuilder("| What is tried | Test |\n|---|---|\n");
        for (Class<?> attack : ATTACKS) {
            Arrays.stream(attack.getDeclaredMethods())
                    .filter(method -> method.isAnnotationPresent(Test.class))
                    .map(SecurityPageTest::row)
                    .sorted()
                    .forEach(table::append);
        }
        return table.toString();
    }

    private static String row(Method method) {
        String what =
                Objects.requireNonNull(method.getAnnotation(DisplayName.class)).value();
        return "| " + what + " | `" + method.getDeclaringClass().getSimpleName() + "." + method.getName() + "` |\n";
    }

    private static String between(String text, String from, String to) {
        int start = text.indexOf(from);
        int end = text.indexOf(to);
        assertThat(start).as(from).isNotNegative();
        return text.substring(start + from.length(), end);
    }

    private static Set<String> ids(String text) {
        return new TreeSet<>(ID.matcher(text).results().map(MatchResult::group).toList());
    }
}
