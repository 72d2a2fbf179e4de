@NullMarked
package io.slipway.cli.dvc;

import org.jspecify.annotations.NullMarked;
