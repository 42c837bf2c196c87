/** JSON Schema checks of payloads ({@code storage.md} 3.9). */
@NullMarked
package cc.dmart.core.internal.schema;

import org.jspecify.annotations.NullMarked;
