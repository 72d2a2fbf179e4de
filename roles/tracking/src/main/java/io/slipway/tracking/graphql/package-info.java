/** The GraphQL that MLflow's web UI speaks: another spelling of calls that exist, with limits of its own. */
@NullMarked
package io.slipway.tracking.graphql;

import org.jspecify.annotations.NullMarked;
