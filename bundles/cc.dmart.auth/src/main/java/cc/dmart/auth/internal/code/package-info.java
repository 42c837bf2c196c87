/** One-time codes ({@code security.md} 5.3). */
@NullMarked
package cc.dmart.auth.internal.code;

import org.jspecify.annotations.NullMarked;
