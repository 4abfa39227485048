// cookie-notice: a strip with one button; the shop hands over its texts.
new window.cookieNoticeJS(Shop.banner.props);
