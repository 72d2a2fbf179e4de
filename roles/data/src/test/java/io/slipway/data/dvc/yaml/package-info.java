@NullMarked
package io.slipway.data.dvc.yaml;

import org.jspecify.annotations.NullMarked;
