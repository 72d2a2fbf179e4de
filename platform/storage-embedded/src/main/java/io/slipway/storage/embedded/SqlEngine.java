package io.slipway.storage.embedded;

import io.slipway.kernel.SlipwayException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What differs between the databases below the one writer and the readers. All SQL of the roles is the same on each;
 * only connections, errors and the words of table definitions are not.
 */
public interface SqlEngine {
    /** Opens the connection that writes. Nobody else writes to this store while it is open. */
    Connection writer() throws SQLException;

    /** Opens a connection whose transactions read one snapshot each and change nothing. */
    Connection reader() throws SQLException;

    /** Connections for migrations, each statement its own transaction. */
    DataSource migrations();

    /** The statement that begins a transaction, or empty if the driver begins one by itself. */
    String begin(boolean writer);

    default PreparedStatement prepare(Connection connection, String sql) throws SQLException {
        return connection.prepareStatement(sql);
    }

    /** True if the rows of a batch are sent together; else each is run as it comes. */
    default boolean sendsBatches() {
        return false;
    }

    /** A failure in our words, without SQL. */
    SlipwayException translate(SQLException e);

    /** True if the transaction as a whole is gone with this failure, and cannot go on from a savepoint. */
    boolean endsTransaction(SQLException e);

    /** True if a failed statement lets no other run until the transaction goes back to a savepoint. */
    default boolean abortsOnFailure() {
        return false;
    }

    /** Makes every statement that follows fail alone, at a price: for the second try of a group that failed. */
    default void failStatementsAlone(Connection connection, boolean alone) throws SQLException {}

    /** True if the connection is of no more use after this failure, and another may be opened. */
    default boolean losesConnection(SQLException e) {
        return false;
    }

    /** A query with one parameter, the name of a table: a row if there is such a table. */
    String tableExists();

    /** A table definition, written for SQLite, in this database's words. The same for the same script, for ever. */
    default String definition(String script) {
        return script;
    }

    /**
     * Folder below {@code db/} whose scripts {@code <folder>/<role>/V<number>__<what>.sql} are run after the common
     * script of the same number, for what the common text cannot say; null for none.
     */
    default @Nullable String additions() {
        return null;
    }

    /**
     * The words after a table's name that make a query use this index, or none if {@code index} is empty; empty where
     * the planner needs no help.
     */
    default String useIndex(String index) {
        return "";
    }
}
