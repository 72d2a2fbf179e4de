/** YAML and JSON as DVC reads and writes them: values with places, the byte-exact writer, edits that keep comments. */
@NullMarked
package io.slipway.data.dvc.yaml;

import org.jspecify.annotations.NullMarked;
