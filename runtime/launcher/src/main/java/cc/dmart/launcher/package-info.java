/**
 * The plain main program around the framework: checks the settings, hands them to Config Admin, installs the bundles at
 * their start levels, says when the server is ready and stops it in order. Nothing here knows the domain.
 */
@NullMarked
package cc.dmart.launcher;

import org.jspecify.annotations.NullMarked;
