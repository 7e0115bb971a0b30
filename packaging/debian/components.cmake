# The Debian packages: names, descriptions, and the dependencies that dpkg-shlibdeps cannot see.

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME tinyobs)
set(CPACK_PACKAGE_VENDOR "TinyObs")
# Empty, so that each component's description brings its own first line.
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")
set(CPACK_PACKAGE_CONTACT "The TinyObs authors <maintainers@tinyobs.invalid>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)

set(CPACK_DEBIAN_DESKTOP_PACKAGE_NAME tinyobs)
set(CPACK_DEBIAN_DESKTOP_PACKAGE_SECTION utils)
set(CPACK_COMPONENT_DESKTOP_DESCRIPTION "live metrics of your services, in a window and the browser
TinyObs takes metrics over HTTP from any service, keeps them within a fixed
budget, and shows live charts. This is the desktop app: the window, and the
server in the same process.")
# QML modules are loaded by name at run time and do not depend on each other.
set(CPACK_DEBIAN_DESKTOP_PACKAGE_DEPENDS "qml6-module-qtqml, qml6-module-qtqml-workerscript, \
qml6-module-qtqml-models, qml6-module-qtquick, qml6-module-qtquick-window, \
qml6-module-qtquick-templates, qml6-module-qtquick-controls, qml6-module-qtquick-layouts, \
qml6-module-qtquick-dialogs, qml6-module-qtquick-shapes, qml6-module-qtcharts, \
qml6-module-qt-labs-folderlistmodel, qt6-svg-plugins | libqt6svg6")
set(CPACK_DEBIAN_DESKTOP_PACKAGE_RECOMMENDS "fonts-inter, fonts-jetbrains-mono, qt6-wayland")
set(CPACK_DEBIAN_DESKTOP_PACKAGE_SUGGESTS tinyobs-example)

set(CPACK_DEBIAN_SERVER_PACKAGE_NAME tinyobs-server)
set(CPACK_DEBIAN_SERVER_PACKAGE_SECTION net)
set(CPACK_COMPONENT_SERVER_DESCRIPTION "live metrics of your services, in the browser
TinyObs takes metrics over HTTP from any service, keeps them within a fixed
budget, and shows live charts. This is the server with its dashboard for the
browser; it needs no display and no GUI library.")
set(CPACK_DEBIAN_SERVER_PACKAGE_SUGGESTS tinyobs-example)

set(CPACK_DEBIAN_EXAMPLE_PACKAGE_NAME tinyobs-example)
set(CPACK_DEBIAN_EXAMPLE_PACKAGE_SECTION utils)
set(CPACK_COMPONENT_EXAMPLE_DESCRIPTION "demo service that sends realistic metrics to TinyObs
A small HTTP service with simulated traffic, latency, errors and faults on
demand. It pushes its metrics to TinyObs the way any other client would.")
set(CPACK_DEBIAN_EXAMPLE_PACKAGE_RECOMMENDS "tinyobs-server | tinyobs")
