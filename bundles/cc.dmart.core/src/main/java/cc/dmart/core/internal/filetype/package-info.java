/** What a file is: content types by name, by declaration and by first bytes, and what a picture must not hold ({@code security.md} 5.10). */
@NullMarked
package cc.dmart.core.internal.filetype;

import org.jspecify.annotations.NullMarked;
