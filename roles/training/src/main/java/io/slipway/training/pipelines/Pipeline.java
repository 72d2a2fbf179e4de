package io.slipway.training.pipelines;

/** A pipeline as it is kept. Times are UTC milliseconds. */
public record Pipeline(String workspace, String name, PipelineDefinition definition, long created, long updated) {}
