package io.slipway.cli.moving;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.cli.Server;
import io.slipway.cli.moving.Records.SourceFile;
import io.slipway.kernel.SlipwayException;
import java.util.ArrayList;
import java.util.List;

/** Lists and opens the files of runs and models on a server. */
final class ServerFiles {
    private static final int MAX_DEPTH = 64;

    private final Server server;
    private final Report report;

    ServerFiles(Server server, Report report) {
        this.server = server;
        this.report = report;
    }

    /**
     * Every file below a root.
     *
     * @param list route that lists a folder, to be ended by its path
     * @param open route that answers a file, to be ended by its path
     */
    List<SourceFile> all(String what, String id, String list, String open) {
        var files = new ArrayList<SourceFile>();
        try {
            collect(list, open, "", files, 0);
        } catch (SlipwayException e) {
            report.left(what, id, "its files cannot be listed: " + e.text());
        }
        return files;
    }

    private void collect(String list, String open, String folder, List<SourceFile> files, int depth) {
        if (depth > MAX_DEPTH) {
            throw SlipwayException.invalid("folders lie deeper than " + MAX_DEPTH);
        }
        String token = "";
        do {
            String page = token.isEmpty() ? "" : "&page_token=" + Server.escape(token);
            JsonNode answer = server.get(list + Server.escape(folder) + page);
            for (JsonNode file : answer.path("files")) {
                String path = file.path("path").asText();
                if (!path.startsWith(folder) || path.equals(folder)) {
                    throw SlipwayException.invalid("the server lists '" + path + "' in the folder '" + folder + "'");
                }
                if (file.path("is_dir").asBoolean()) {
                    collect(list, open, path, files, depth + 1);
                } else {
                    files.add(new SourceFile(
                            path, file.path("file_size").asLong(-1), () -> server.open(open + Server.escape(path))));
                }
            }
            token = answer.path("next_page_token").asText("");
        } while (!token.isEmpty());
    }
}
