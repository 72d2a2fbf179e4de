package io.slipway.kernel;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A change that is durable.
 *
 * @param sequence position in the one order of all events of this installation, from 1, without gaps
 * @param id time-ordered UUID, also the key for idempotent handling
 * @param time UTC milliseconds since 1970
 * @see NewEvent for the other parts
 */
public record Event(
        long sequence,
        String id,
        long time,
        String kind,
        String subject,
        String actor,
        String workspace,
        JsonNode data) {}
