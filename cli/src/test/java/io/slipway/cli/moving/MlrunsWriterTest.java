package io.slipway.cli.moving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.cli.moving.Records.SourceFile;
import io.slipway.kernel.SlipwayException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MlrunsWriterTest {
    @TempDir
    Path folder;

    @Test
    void aServerCannotWriteOutsideOfTheFolder() throws IOException {
        var writer = new MlrunsWriter(folder.resolve("out"), new Report());
        Path artifacts = Files.createDirectories(folder.resolve("out/0/r/artifacts"));
        for (String path : List.of("../../../../x", "/etc/x", "a/../../x", ".", "", "a\0b")) {
            var file = new SourceFile(path, 1, () -> new ByteArrayInputStream(new byte[1]));
            assertThatThrownBy(() -> writer.file(artifacts, file))
                    .as(path)
                    .isInstanceOf(SlipwayException.class)
                    .hasMessageContaining("cannot be the name of a file");
        }
        var hostile = new Records.Experiment("../../evil", "x", "active", 0, 0, new TreeMap<>());
        assertThatThrownBy(() -> writer.experiment(hostile)).isInstanceOf(SlipwayException.class);
        assertThat(folder.toFile().list()).containsExactly("out");
    }

    @Test
    void aFolderThatHoldsSomethingIsLeftAlone() throws IOException {
        Files.writeString(folder.resolve("mine"), "x");
        assertThatThrownBy(() -> new MlrunsWriter(folder, new Report())).hasMessageContaining("is not empty");
    }

    @Test
    void textsAreQuotedSoThatYamlReadsThemBack() {
        assertThat(Yaml.quoted("a\"b\\c\n— 🌧 true")).isEqualTo("\"a\\\"b\\\\c\\u000A\\u2014 \\U0001F327 true\"");
    }
}
