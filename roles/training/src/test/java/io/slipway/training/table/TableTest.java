package io.slipway.training.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.kernel.SlipwayException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableTest {
    private static Table read(String csv) throws IOException {
        return Table.read(new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)), "t.csv");
    }

    @Test
    void readsQuotesGapsAndTurkishLetters() throws IOException {
        Table table = read("\uFEFFa,b,y\n1,\"I,ı\",0\n,\"x\"\"y\",1\n2.5,,1\n");
        assertThat(table.names()).containsExactly("a", "b", "y");
        assertThat(table.column("a").numbers()).containsExactly(1, Double.NaN, 2.5);
        assertThat(table.column("b").text(0)).isEqualTo("I,ı");
        assertThat(table.column("b").text(1)).isEqualTo("x\"y");
        assertThat(table.column("b").text(2)).isNull();
        assertThat(table.labels("y")).containsExactly(false, true, true);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|is empty",
                "a,b|has no rows",
                "a,a;1,2|twice",
                "a,;1,2|with nothing",
                "a,b;1,2;3|line 3: 1 fields, the header has 2",
                "a,b;1,2,3|line 2: 3 fields",
            })
    void tellsWhatIsWrong(String csv, String message) {
        assertThatThrownBy(() -> read(csv.replace(';', '\n')))
                .isInstanceOf(SlipwayException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("t.csv");
    }

    @Test
    void aNumberIsADecimalNumberOnly() throws IOException {
        Table table = read("a,b,c,d,e\n1d,0x1p3,NaN,1e400,-1.5e3\n");
        assertThat(table.column("a").numeric()).isFalse();
        assertThat(table.column("b").numeric()).isFalse();
        assertThat(table.column("c").numeric()).isFalse();
        assertThat(table.column("d").numeric()).isFalse();
        assertThat(table.column("e").numeric()).isTrue();
    }

    @Test
    void aLabelIsYesOrNo() throws IOException {
        assertThatThrownBy(() -> read("y\n1\n\"\"\n").labels("y")).hasMessageContaining("row 2 has no y");
        assertThatThrownBy(() -> read("y\n2\n").labels("y")).hasMessageContaining("must be 0 or 1, is '2'");
        assertThatThrownBy(() -> read("y\n1\n").labels("z")).hasMessageContaining("there are: y");
    }

    @Test
    void encodesCategoriesByPlaceAndTheUnknownAsMissing() throws IOException {
        Features features = Features.derive(read("c,n,y\nb,1,0\na,2,1\n,3,1\n"), "y", List.of(), List.of());
        assertThat(features.features().getFirst().categories()).containsExactly("a", "b");
        float[] matrix = features.encode(read("n,c,y\n7,a,0\n8,zz,0\n,b,0\n"));
        assertThat(matrix).containsExactly(0, 7, Float.NaN, 8, 1, Float.NaN);
    }

    @Test
    void refusesAnIdentifierAsCategory() throws IOException {
        var csv = new StringBuilder("id,y\n");
        for (int i = 0; i <= Features.MAX_CATEGORIES; i++) {
            csv.append("x").append(i).append(",0\n");
        }
        Table table = read(csv.toString());
        assertThatThrownBy(() -> Features.derive(table, "y", List.of(), List.of()))
                .hasMessageContaining("leave it out with --features");
        assertThatThrownBy(() -> Features.derive(table, "y", List.of("y"), List.of()))
                .hasMessageContaining("also named as a feature");
    }
}
