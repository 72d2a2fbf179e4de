@NullMarked
package io.slipway.data.dvc.pipeline;

import org.jspecify.annotations.NullMarked;
