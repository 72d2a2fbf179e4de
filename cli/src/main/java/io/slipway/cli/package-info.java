/** The verbs of the command line: each talks HTTP to a running server, or, for DVC, works on files. */
@NullMarked
package io.slipway.cli;

import org.jspecify.annotations.NullMarked;
