package io.slipway.storage.embedded;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Row;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The row a result stands on. */
final class ResultRow implements Row {
    private final SqlEngine engine;
    private final ResultSet result;

    ResultRow(SqlEngine engine, ResultSet result) {
        this.engine = engine;
        this.result = result;
    }

    @Override
    public String text(int column) {
        String value = textOrNull(column);
        if (value == null) {
            throw missing(column);
        }
        return value;
    }

    @Override
    public @Nullable String textOrNull(int column) {
        try {
            return result.getString(column);
        } catch (SQLException e) {
            throw engine.translate(e);
        }
    }

    @Override
    public long integer(int column) {
        try {
            long value = result.getLong(column);
            if (value == 0 && result.wasNull()) {
                throw missing(column);
            }
            return value;
        } catch (SQLException e) {
            throw engine.translate(e);
        }
    }

    @Override
    public @Nullable Long integerOrNull(int column) {
        try {
            long value = result.getLong(column);
            return value == 0 && result.wasNull() ? null : (Long) value;
        } catch (SQLException e) {
            throw engine.translate(e);
        }
    }

    @Override
    public double real(int column) {
        try {
            double value = result.getDouble(column);
            if (value == 0 && result.wasNull()) {
                throw missing(column);
            }
            return value;
        } catch (SQLException e) {
            throw engine.translate(e);
        }
    }

    @Override
    public @Nullable Double realOrNull(int column) {
        try {
            double value = result.getDouble(column);
            return value == 0 && result.wasNull() ? null : (Double) value;
        } catch (SQLException e) {
            throw engine.translate(e);
        }
    }

    @Override
    public boolean flag(int column) {
        return integer(column) != 0;
    }

    @Override
    public byte[] bytes(int column) {
        try {
            byte[] value = result.getBytes(column);
            if (value == null) {
                throw missing(column);
            }
            return value;
        } catch (SQLException e) {
            throw engine.translate(e);
        }
    }

    private static SlipwayException missing(int column) {
        return new SlipwayException(ErrorCode.INTERNAL, "column " + column + " of a result is unexpectedly empty");
    }
}
