/**
 * What a service of a plugin says of itself ({@link cc.dmart.core.internal.event.registration.Registration}), what operators lay down
 * over that ({@link cc.dmart.core.internal.event.registration.PluginSetups}), and whether something that happens is for it
 * ({@code plugins-events.md} 1.2, 1.4, 2.3). May depend on {@code event}.
 */
@NullMarked
package cc.dmart.core.internal.event.registration;

import org.jspecify.annotations.NullMarked;
