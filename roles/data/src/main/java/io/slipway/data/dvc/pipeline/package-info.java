/** Stages: {@code dvc.yaml}, {@code .dvc} and {@code dvc.lock} files, templating, the graph, status and reproduction. */
@NullMarked
package io.slipway.data.dvc.pipeline;

import org.jspecify.annotations.NullMarked;
