/** The plugin @name@. Nothing here is exported. */
package @package@;
