package io.slipway.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresAddressTest {
    @Test
    void bothWaysOfWritingAreOne() {
        PostgresAddress libpq =
                PostgresAddress.of("postgresql://ada:p%40ss+w@db.example.org:6432/slipway?ssl=true", null, null);
        assertThat(libpq.url()).isEqualTo("jdbc:postgresql://db.example.org:6432/slipway?ssl=true");
        assertThat(libpq.user()).isEqualTo("ada");
        assertThat(libpq.password()).isEqualTo("p@ss+w");
        PostgresAddress jdbc = PostgresAddress.of("jdbc:postgresql://db/slipway?user=ada&password=x", null, null);
        assertThat(jdbc.user()).isEqualTo("ada");
        assertThat(jdbc.password()).isEqualTo("x");
        assertThat(jdbc.toString()).doesNotContain("x");
    }

    @Test
    void whatIsGivenApartGoesFirst() {
        PostgresAddress address = PostgresAddress.of("postgres://ada:old@db/slipway", "bob", "new");
        assertThat(address.user()).isEqualTo("bob");
        assertThat(address.password()).isEqualTo("new");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mysql://db/x",
                "postgresql:",
                "postgresql://",
                "jdbc:sqlite:x",
                "postgresql://a b:secret@h/d"
            })
    void whatIsNoAddressIsRefusedWithoutShowingIt(String text) {
        SlipwayException refused =
                catchThrowableOfType(SlipwayException.class, () -> PostgresAddress.of(text, null, null));
        assertThat(refused).isNotNull();
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(refused.text()).contains("storage.database.url").doesNotContain("secret");
    }
}
