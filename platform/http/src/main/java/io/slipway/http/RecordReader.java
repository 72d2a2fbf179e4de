package io.slipway.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.slipway.kernel.Json;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Reads a JSON body as a record. */
final class RecordReader {
    private RecordReader() {}

    static <T> T read(ObjectMapper mapper, byte[] body, Class<T> type) {
        try {
            return mapper.readValue(body, type);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw Json.invalid(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
