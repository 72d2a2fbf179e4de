@NullMarked
package io.slipway.data.dvc.store;

import org.jspecify.annotations.NullMarked;
