/** Logins that another identity provider vouches for ({@code security.md} 5.6). */
@NullMarked
package cc.dmart.auth.internal.social;

import org.jspecify.annotations.NullMarked;
