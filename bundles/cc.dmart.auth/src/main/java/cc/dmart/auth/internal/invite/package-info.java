/** Invitations and short links ({@code security.md} 5.4). */
@NullMarked
package cc.dmart.auth.internal.invite;

import org.jspecify.annotations.NullMarked;
