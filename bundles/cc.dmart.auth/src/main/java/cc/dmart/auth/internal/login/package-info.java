/** Who is calling: login, authentication, logout ({@code security.md} 1.7, 2.5). */
@NullMarked
package cc.dmart.auth.internal.login;

import org.jspecify.annotations.NullMarked;
