/** The endpoint table, and the server that makes routing, permission, limits, validation, errors and OpenAPI of it. */
@NullMarked
package io.slipway.http;

import org.jspecify.annotations.NullMarked;
