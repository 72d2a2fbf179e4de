package io.slipway.cli.moving;

import io.slipway.cli.moving.Records.Model;
import io.slipway.cli.moving.Records.Version;
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The folder {@code models} of an {@code mlruns} folder: registered models, a folder each. */
final class RegistryFolder {
    private static final long MAX_VALUE = 4 << 20;
    private static final String VERSION = "version-";

    private final Folder folder;
    private final Report report;

    RegistryFolder(Folder folder, Report report) {
        this.folder = folder;
        this.report = report;
    }

    void models(Consumer<Model> each) throws IOException {
        for (Path at : folder.folders(folder.root().resolve("models"))) {
            Model model;
            try {
                model = model(at);
            } catch (SlipwayException e) {
                report.left("model", String.valueOf(at.getFileName()), e.text());
                continue;
            }
            each.accept(model);
        }
    }

    private Model model(Path at) throws IOException {
        Meta meta = Meta.of(folder, at);
        long created = meta.number(0, "creation_timestamp");
        return new Model(
                meta.text("name"),
                meta.textOrNull("description"),
                created,
                meta.number(created, "last_updated_timestamp"),
                folder.values(at.resolve("tags"), MAX_VALUE),
                aliases(at),
                versions(at));
    }

    private SortedMap<String, Integer> aliases(Path at) throws IOException {
        var aliases = new TreeMap<String, Integer>();
        folder.values(at.resolve("aliases"), 100)
                .forEach((alias, version) -> aliases.put(alias, (int) MlflowValues.whole(version.strip())));
        return aliases;
    }

    private List<Version> versions(Path at) throws IOException {
        var versions = new ArrayList<Version>();
        for (Path each : folder.folders(at)) {
            String name = String.valueOf(each.getFileName());
            if (name.startsWith(VERSION)) {
                try {
                    versions.add(version(each, name));
                } catch (SlipwayException e) {
                    report.left("version", at.getFileName() + "/" + name, e.text());
                }
            }
        }
        return versions;
    }

    private Version version(Path at, String name) throws IOException {
        Meta meta = Meta.of(folder, at);
        long number = meta.number(MlflowValues.whole(name.substring(VERSION.length())), "version");
        long created = meta.number(0, "creation_timestamp");
        String stage = String.valueOf(meta.textOrNull("current_stage"));
        String source = meta.textOrNull("source");
        return new Version(
                (int) number,
                created,
                meta.number(created, "last_updated_timestamp"),
                meta.textOrNull("description"),
                meta.textOrNull("user_id"),
                MlflowValues.stage(stage),
                source,
                meta.textOrNull("storage_location"),
                meta.textOrNull("run_id"),
                meta.textOrNull("run_link"),
                meta.textOrNull("model_id"),
                stage.equals(MlflowValues.DELETED_STAGE),
                folder.values(at.resolve("tags"), MAX_VALUE));
    }
}
