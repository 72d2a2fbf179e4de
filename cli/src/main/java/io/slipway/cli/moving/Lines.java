package io.slipway.cli.moving;

import io.slipway.kernel.SlipwayException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Reads a text file line by line in bounded memory, whatever is in it. */
final class Lines {
    private static final int MAX_LINE = 8 << 10;

    private Lines() {}

    /** @throws SlipwayException INVALID_ARGUMENT at a line of more than 8 kB */
    static void each(Path file, Consumer<String> line) throws IOException {
        byte[] buffer = new byte[MAX_LINE];
        int length = 0;
        try (InputStream in = new BufferedInputStream(Folder.open(file), 1 << 16)) {
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b == '\n') {
                    line.accept(new String(buffer, 0, length, StandardCharsets.UTF_8));
                    length = 0;
                } else if (length == MAX_LINE) {
                    throw SlipwayException.invalid("it has a line of more than " + MAX_LINE + " bytes");
                } else {
                    buffer[length++] = (byte) b;
                }
            }
        }
        if (length > 0) {
            line.accept(new String(buffer, 0, length, StandardCharsets.UTF_8));
        }
    }
}
