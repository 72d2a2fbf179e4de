@NullMarked
package io.slipway.data.dvc.project;

import org.jspecify.annotations.NullMarked;
