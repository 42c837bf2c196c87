/** Who may do what: effective grants, the entry check and the row filter ({@code security.md} 3, 4). */
@NullMarked
package cc.dmart.core.internal.access;

import org.jspecify.annotations.NullMarked;
