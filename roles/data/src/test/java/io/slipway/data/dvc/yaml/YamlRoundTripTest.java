package io.slipway.data.dvc.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class YamlRoundTripTest {
    private static final String[] PIECES = {
        "a", "b c", " ", "'", "\"", ":", ": ", "#", " #", "-", "- ", "é", "𐐷", "\uFB01", "\n", "\t", "\\", "0", "1e3",
                ".",
        "true", "null", "~", "{", "}", "[", "]", ",", "&", "*", "!", "|", ">", "%", "@", "`", "?", "=", "<<",
                "2013-01-01",
        "word word word word word word word word word word word word word word word word word word word"
    };

    private static String text(Random random) {
        StringBuilder out = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            out.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return out.toString();
    }

    private static Value value(Random random, int depth) {
        switch (random.nextInt(depth > 3 ? 6 : 8)) {
            case 0:
                return new Value.Bool(random.nextBoolean());
            case 1:
                return new Value.Whole(new BigInteger(random.nextInt(80) + 1, random).subtract(BigInteger.TEN));
            case 2:
                return new Value.Real((random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(40) - 20));
            case 6:
                List<Value> items = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    items.add(value(random, depth + 1));
                }
                return new Value.Items(items);
            case 7:
                return map(random, depth + 1);
            default:
                return Value.of(text(random));
        }
    }

    private static Value.Entries map(Random random, int depth) {
        LinkedHashMap<String, Value> map = new LinkedHashMap<>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            map.put("k" + i + text(random).replace("\n", "").replaceAll("(.{60}).*", "$1"), value(random, depth));
        }
        return new Value.Entries(map);
    }

    @Test
    void whatIsWrittenReadsBackTheSame() {
        for (int seed = 0; seed < 3_000; seed++) {
            Value.Entries wanted = map(new Random(seed), 0);
            String text = YamlWriter.write(wanted);
            assertThat(YamlDocument.parse("t", text).root())
                    .as("seed %s:%n%s", seed, text)
                    .isEqualTo(wanted);
        }
    }

    @Test
    void editsInPlaceGiveWhatWasAskedForAndKeepComments() {
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            String before =
                    "# head\nlr: 0.1  # rate\ntrain:\n  epochs: 3  # rounds\n  deep: {x: 1}\nlist:\n- a  # first\n- b\n";
            YamlPatch patch = new YamlPatch("t", before);
            Value number = new Value.Real(random.nextDouble());
            patch.set(List.of("lr"), number);
            patch.set(List.of("train", "more" + seed), Value.of(text(random)));
            patch.set(List.of("train", "deep", "y"), Value.of(seed));
            patch.set(List.of("list", "1"), Value.of(text(random)));
            patch.set(List.of("new", "below"), new Value.Bool(true));
            assertThat(patch.text())
                    .as("seed %s", seed)
                    .startsWith("# head\nlr: " + YamlWriter.inline(number) + "  # rate\n")
                    .contains("epochs: 3  # rounds\n", "- a  # first\n", "deep: {x: 1, y: " + seed + "}");
            Value.Entries root =
                    (Value.Entries) YamlDocument.parse("t", patch.text()).root();
            assertThat(root.map().keySet()).containsExactly("lr", "train", "list", "new");
        }
    }

    @Test
    void foldsAndQuotesAsDvcDoes() {
        LinkedHashMap<String, Value> map = new LinkedHashMap<>();
        map.put(
                "cmd",
                Value.of(
                        "echo a rather long command that must be folded where the width of eighty columns is passed by it > out"));
        map.put("md5", Value.of("12345678901234567890123456789012"));
        map.put("on", Value.of("yes"));
        map.put("colon", Value.of("it is: quoted"));
        map.put("both", Value.of("it's: quoted"));
        map.put("lines", Value.of("a\nb\n"));
        map.put("date", Value.of("2013-01-01"));
        map.put("none", new Value.Null());
        map.put("empty", Value.of(""));
        map.put("list", new Value.Items(List.of()));
        map.put("holes", new Value.Items(List.of(new Value.Null(), Value.of(1))));
        assertThat(YamlWriter.write(new Value.Entries(map))).isEqualTo("""
                cmd: echo a rather long command that must be folded where the width of eighty\s
                  columns is passed by it > out
                md5: '12345678901234567890123456789012'
                on: yes
                colon: 'it is: quoted'
                both: "it's: quoted"
                lines: "a\\nb\\n"
                date: '2013-01-01'
                none:
                empty: ''
                list: []
                holes:
                -\s
                - 1
                """);
    }

    @Test
    void numbersPrintAsInPython() {
        assertThat(List.of(0.1, 1e-5, 1.0, 1e16, 123456789012345.6, 1e22, 1.5e-7, -0.0, 100.0).stream()
                        .map(PythonJson::repr))
                .containsExactly(
                        "0.1", "1e-05", "1.0", "1e+16", "123456789012345.6", "1e+22", "1.5e-07", "-0.0", "100.0");
        assertThat(PythonJson.sorted(
                        YamlDocument.parse("t", "{b: [1e3, yes, null, 0o17], a: \"é𐐷\\n\"}")
                                .root(),
                        Set.of()))
                .isEqualTo("{\"a\": \"\\u00e9\\ud801\\udc37\\n\", \"b\": [1000.0, \"yes\", null, 15]}");
    }
}
