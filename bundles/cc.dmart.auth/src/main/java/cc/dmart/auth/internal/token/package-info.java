/** Access tokens and their key ({@code security.md} 2.1, 5.14). */
@NullMarked
package cc.dmart.auth.internal.token;

import org.jspecify.annotations.NullMarked;
