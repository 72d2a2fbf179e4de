@NullMarked
package io.slipway.data.dvc;

import org.jspecify.annotations.NullMarked;
