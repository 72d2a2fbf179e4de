package io.slipway.tracking.moving;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Database;
import io.slipway.storage.Tx;
import io.slipway.tracking.api.Aliases;
import io.slipway.tracking.moving.Line.AliasLine;
import io.slipway.tracking.runs.KeyIds;
import io.slipway.tracking.wire.Caller;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Takes in batches of records. A batch is one transaction; sent again, it changes nothing. */
final class Imports {
    private final Database database;
    private final Aliases aliases;
    private final InstantSource clock;
    private final Runnable runsChanged;
    private final KeyIds keys = new KeyIds();

    /** @param runsChanged told when runs or their points were written */
    Imports(Database database, Aliases aliases, InstantSource clock, Runnable runsChanged) {
        this.runsChanged = runsChanged;
        this.database = database;
        this.aliases = aliases;
        this.clock = clock;
    }

    /** A record, or why it is none, with the digest of its text. */
    private record Read(Optional<Line> line, String digest, String problem) {}

    /** @return what became of each line, in their order */
    List<Result> take(Caller caller, List<String> lines) {
        List<Read> read = lines.stream().map(Imports::read).toList();
        List<Result> results = keys.write(database, (tx, ids) -> {
            var batch = new Batch(tx, ids, caller);
            var made = new ArrayList<Result>();
            read.forEach(each -> made.add(batch.take(each)));
            batch.tell();
            return made;
        });
        runsChanged.run();
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i).state().equals("wanted") && read.get(i).line.orElse(null) instanceof AliasLine line) {
                results.set(i, move(caller, line, read.get(i).digest));
            }
        }
        return results;
    }

    private static Read read(String json) {
        String digest = sha256(json);
        try {
            return new Read(Optional.of(Line.parse(json)), digest, "");
        } catch (SlipwayException e) {
            return new Read(Optional.empty(), digest, e.text());
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Through the one door by which aliases move, so that serving follows and the history is kept. */
    private Result move(Caller caller, AliasLine line, String digest) {
        try {
            aliases.move(line.model(), line.alias(), line.version(), caller.actor(), "imported");
        } catch (SlipwayException e) {
            return Result.refused(line.id(), e.text());
        }
        database.write(tx -> {
            ledger(caller).note(tx, "alias", line.id(), digest);
            return true;
        });
        return Result.of(line.id(), "added");
    }

    private Ledger ledger(Caller caller) {
        return new Ledger(caller.workspace(), clock.millis());
    }

    /** One transaction. */
    private final class Batch {
        private final Tx tx;
        private final KeyIds.InTransaction ids;
        private final Caller caller;
        private final Ledger ledger;
        private final Map<String, Integer> changes = new TreeMap<>();

        Batch(Tx tx, KeyIds.InTransaction ids, Caller caller) {
            this.tx = tx;
            this.ids = ids;
            this.caller = caller;
            this.ledger = ledger(caller);
        }

        Result take(Read read) {
            if (read.line.isEmpty()) {
                return Result.refused("", read.problem);
            }
            try {
                return take(read.line.get(), read.digest);
            } catch (SlipwayException e) {
                if (e.code().fault() == ErrorCode.Fault.SERVER) {
                    throw e;
                }
                return Result.refused(read.line.get().id(), e.text());
            }
        }

        private Result take(Line line, String digest) {
            String workspace = caller.workspace();
            return switch (line) {
                case Line.ExperimentLine e ->
                    noted("experiment", line, digest, known -> new ExperimentImport(workspace).put(tx, e, known));
                case Line.RunLine r ->
                    noted("run", line, digest, known -> new RunImport(workspace, ledger).put(tx, ids, r, known));
                case Line.LoggedModelLine m ->
                    noted("logged_model", line, digest, known -> new LoggedModelImport(workspace).put(tx, m, known));
                case Line.ModelLine m ->
                    noted("model", line, digest, known -> new RegistryImport(workspace).put(tx, m, known));
                case Line.VersionLine v ->
                    noted("version", line, digest, known -> new RegistryImport(workspace).put(tx, v, known));
                case Line.MetricsLine m -> new RunImport(workspace, ledger).put(tx, ids, m);
                case Line.HistoryLine h -> new RunImport(workspace, ledger).put(tx, h);
                case AliasLine a -> new RegistryImport(workspace).put(tx, a, ledger.known(tx, "alias", a.id(), digest));
            };
        }

        private Result noted(String kind, Line line, String digest, Function<Ledger.Known, Result> put) {
            Ledger.Known known = ledger.known(tx, kind, line.id(), digest);
            Result result = put.apply(known);
            boolean taken = result.state().equals("added") || result.state().equals("updated");
            if (taken || (kind.equals("experiment") && known == Ledger.Known.NEW)) {
                ledger.note(tx, kind, line.id(), digest);
            }
            if (taken) {
                changes.merge(kind + "s", 1, Integer::sum);
            }
            return result;
        }

        /** One event for all that the batch changed: an import may bring a hundred thousand runs. */
        void tell() {
            if (!changes.isEmpty()) {
                tx.emit(caller.event("run.imported", "imports", Json.tree(changes)));
            }
        }
    }
}
