/** What metas have by their class alone, and metas with the content of their payloads. */
@NullMarked
package cc.dmart.core.internal.meta;

import org.jspecify.annotations.NullMarked;
