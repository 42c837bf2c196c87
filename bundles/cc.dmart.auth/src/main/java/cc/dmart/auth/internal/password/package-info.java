/** Password hashes and rules ({@code security.md} 1.2, 1.5). */
@NullMarked
package cc.dmart.auth.internal.password;

import org.jspecify.annotations.NullMarked;
